import { describe, expect, it } from 'vitest'
import { TabWriter, tabulate } from './tabwriter.ts'

describe('tabwriter', () => {
  it('lays out docker tables: at least ten wide, three blanks between', () => {
    expect(tabulate('REPOSITORY\tTAG\tIMAGE ID\tCREATED\tSIZE\nhello-world\tlatest\tcca39aaed893\tAbout an hour ago\t682kB\n')).toBe(
      'REPOSITORY    TAG       IMAGE ID       CREATED             SIZE\nhello-world   latest    cca39aaed893   About an hour ago   682kB\n',
    )
  })

  it('starts a new column block where a line has no cell there', () => {
    expect(tabulate('aaaa\tbbb\tc\n\nx\ty\n', { minWidth: 0, tabWidth: 8, padding: 1, padChar: ' ' })).toBe('aaaa bbb c\n\nx y\n')
  })

  it('pads with tabs, right-aligned or with bars when asked', () => {
    expect(tabulate('ID\tSIZE\nabcdefghij\t5B\n', { minWidth: 1, tabWidth: 8, padding: 1, padChar: '\t' })).toBe('ID\t\tSIZE\nabcdefghij\t5B\n')
    expect(tabulate('a\tb\tc\n', { minWidth: 4, tabWidth: 8, padding: 1, padChar: '.', alignRight: true, debug: true })).toBe('...a|...b|c\n')
  })

  it('remembers widths between flushes when asked', () => {
    const writer = new TabWriter({ minWidth: 6, tabWidth: 4, padding: 3, padChar: ' ', rememberWidths: true })
    writer.write('long-name\tx\n')
    expect(writer.flush()).toBe('long-name   x\n')
    writer.write('a\tx\n')
    expect(writer.flush()).toBe('a           x\n')
  })
})
