import type { RpmVendor } from '../rpm/package.ts'

export const centosVendor: RpmVendor = {
  vendor: 'CentOS',
  packager: 'CentOS BuildSystem <http://bugs.centos.org>',
  buildHost: 'x86-01.bsys.centos.org',
  keyId: 'f4a80eb5',
}

export const centosKey = {
  id: 'f4a80eb5',
  userId: 'CentOS-7 Key (CentOS 7 Official Signing Key) <security@centos.org>',
  fingerprint: '6341 ab27 53d7 8a78 a7c2 7bb1 24c6 a8a7 f4a8 0eb5',
}
