import { expect, test } from 'vitest'
import { portsText } from './ports.ts'

const published = ['0.0.0.0', '::'].flatMap((IP) =>
  [80, 81].map((PrivatePort) => ({ IP, PrivatePort, PublicPort: PrivatePort + 8000, Type: 'tcp' as const })),
)
const same = ['0.0.0.0', '::'].flatMap((IP) => [80, 81].map((PrivatePort) => ({ IP, PrivatePort, PublicPort: PrivatePort, Type: 'tcp' as const })))

test('addresses of IPv6 have brackets since 27', () => {
  expect(portsText(published.filter((port) => port.PrivatePort === 80))).toBe('0.0.0.0:8080->80/tcp, [::]:8080->80/tcp')
  expect(
    portsText(
      published.filter((port) => port.PrivatePort === 80),
      true,
    ),
  ).toBe('0.0.0.0:8080->80/tcp, :::8080->80/tcp')
})

test('neighbours are one range', () => {
  expect(portsText(same)).toBe('0.0.0.0:80-81->80-81/tcp, [::]:80-81->80-81/tcp')
  expect(portsText(same, true)).toBe('0.0.0.0:80-81->80-81/tcp, :::80-81->80-81/tcp')
  expect(
    portsText([
      { PrivatePort: 443, Type: 'tcp' },
      { PrivatePort: 80, Type: 'tcp' },
    ]),
  ).toBe('80/tcp, 443/tcp')
})
