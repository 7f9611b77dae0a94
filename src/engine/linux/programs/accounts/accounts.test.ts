import { expect, test } from 'vitest'
import { testHost } from '../../testing/host.ts'
import { accountPrograms } from './table.ts'

const host = () =>
  testHost({ programs: [accountPrograms], files: { '/etc/group': 'root:x:0:\nwheel:x:10:\n', '/etc/shadow': '', '/etc/skel/.profile': 'x\n' } })

test('a system group gets the highest free system id and exists only once', () => {
  const lab = host()
  expect(lab.run(['groupadd', '--system', 'docker']).exitCode).toBe(0)
  expect(lab.run(['groupadd', 'docker'])).toMatchObject({ exitCode: 9, stderr: "groupadd: group 'docker' already exists\n" })
  expect(lab.run(['gpasswd', '-a', 'root', 'docker']).stdout).toBe('Adding user root to group docker\n')
  expect(lab.run(['groupdel', 'docker']).exitCode).toBe(0)
  expect(lab.run(['groupdel', 'docker'])).toMatchObject({ exitCode: 6, stderr: "groupdel: group 'docker' does not exist\n" })
})

test('usermod -aG adds to what there is, -G alone replaces it', () => {
  const lab = host()
  expect(lab.run(['useradd', '-M', '-G', 'wheel', 'ana']).exitCode).toBe(0)
  expect(lab.run(['useradd', 'ana'])).toMatchObject({ exitCode: 9, stderr: "useradd: user 'ana' already exists\n" })
  lab.run(['groupadd', 'docker'])
  expect(lab.run(['usermod', '-aG', 'docker', 'ana']).exitCode).toBe(0)
  expect(lab.run(['usermod', '-aG', 'nowhere', 'ana'])).toMatchObject({ exitCode: 6, stderr: "usermod: group 'nowhere' does not exist\n" })
  expect(lab.run(['usermod', '-G', 'docker', 'bob'])).toMatchObject({ exitCode: 6, stderr: "usermod: user 'bob' does not exist\n" })
  expect(lab.run(['gpasswd', '-d', 'ana', 'wheel']).exitCode).toBe(0)
  expect(lab.run(['gpasswd', '-d', 'ana', 'wheel']).exitCode).toBe(3)
})

test('chpasswd keeps a SHA-512 hash, passwd -S tells about it, -l locks it', () => {
  const lab = host()
  lab.run(['useradd', '-M', 'ana'])
  expect(lab.run(['chpasswd'], { stdin: 'ana:segredo\nbob:x\n' })).toMatchObject({
    stderr: "chpasswd: line 2: user 'bob' does not exist\n",
    exitCode: 1,
  })
  expect(lab.run(['passwd', '-S', 'ana']).stdout).toMatch(/^ana P \d\d\/\d\d\/\d{4} 0 99999 7 -1\n$/)
  expect(lab.run(['passwd', '-l', 'ana']).exitCode).toBe(0)
  expect(lab.run(['passwd', '-S', 'ana']).stdout).toMatch(/^ana L /)
  expect(lab.run(['chage', '-l', 'ana']).stdout).toContain('Maximum number of days between password change\t\t: 99999\n')
})
