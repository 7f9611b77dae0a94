/** What -c prints: the kernel's time, calls and errors of each system call, the most expensive first. */
export class Summary {
  private readonly rows = new Map<string, { ms: number; calls: number; errors: number }>()

  add(name: string, ms: number, failed: boolean): void {
    const row = this.rows.get(name) ?? { ms: 0, calls: 0, errors: 0 }
    row.ms += ms
    row.calls++
    if (failed) row.errors++
    this.rows.set(name, row)
  }

  text(): string {
    const rows = [...this.rows].sort(([, a], [, b]) => b.ms - a.ms)
    const total = rows.reduce((sum, [, row]) => ({ ms: sum.ms + row.ms, calls: sum.calls + row.calls, errors: sum.errors + row.errors }), {
      ms: 0,
      calls: 0,
      errors: 0,
    })
    const rule = '------ ----------- ----------- --------- --------- ----------------'
    const lines = rows.map(([name, row]) => line(total.ms === 0 ? 0 : (row.ms / total.ms) * 100, row, name))
    return `% time     seconds  usecs/call     calls    errors syscall\n${rule}\n${lines.join('')}${rule}\n${line(100, total, 'total')}`
  }
}

function line(percent: number, row: { readonly ms: number; readonly calls: number; readonly errors: number }, name: string): string {
  const each = row.calls === 0 ? 0 : Math.floor((row.ms * 1000) / row.calls)
  return `${percent.toFixed(2).padStart(6)} ${(row.ms / 1000).toFixed(6).padStart(11)} ${String(each).padStart(11)} ${String(row.calls).padStart(9)} ${(row.errors || '').toString().padStart(9)} ${name}\n`
}
