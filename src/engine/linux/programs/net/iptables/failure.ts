/** Ends iptables with a message; `usage` adds the pointer to --help. */
export class IptablesFailure extends Error {
  constructor(
    message: string,
    readonly code: number,
    /** Printed after the program's name and version; without it the message stands alone (`iptables: …`). */
    readonly kind: 'versioned' | 'plain' | 'usage' = 'usage',
  ) {
    super(message)
  }
}

export const usageError = (message: string): IptablesFailure => new IptablesFailure(message, 2)

export const unsimulated = (what: string): IptablesFailure => new IptablesFailure(`cais: iptables: ${what} is not simulated`, 2, 'plain')
