import { BINARY_MARK, keyringText } from '../../linux/programs/apt/keyring.ts'

export const debianArchiveKey = {
  id: '6ED0E7B82643E131',
  userId: 'Debian Archive Automatic Signing Key (12/bookworm) <ftpmaster@debian.org>',
  fingerprint: 'B8B8 0B5B 623E AB6A D877  5C45 B7C5 D7D6 3509 47F8',
}

/** /usr/share/keyrings/debian-archive-keyring.gpg: binary, so without the armour's lines. */
export const debianKeyring = BINARY_MARK + keyringText(debianArchiveKey, '').replace(/-----.*-----\n/g, '')

/** The same key armoured, as trusted.gpg.d has it. */
export const debianArmour = keyringText(debianArchiveKey, 'mQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw/NZJPR8lsD3K87ZM18gzyQZJD+w')
