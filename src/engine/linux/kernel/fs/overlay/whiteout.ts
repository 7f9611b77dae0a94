import { OPAQUE_XATTR } from '../archive/whiteout.ts'
import type { Inode, NewInode } from '../inode.ts'

export const OPAQUE = OPAQUE_XATTR

/** A character device 0/0: the name is gone, whatever lower layers say. */
export const whiteout: NewInode = { type: 'char', mode: 0, uid: 0, gid: 0, rdev: 0 }

export const isWhiteout = (inode: Inode): boolean => inode.type === 'char' && inode.stat().rdev === 0

/** A directory that hides what lower layers hold under its name. */
export const isOpaque = (inode: Inode): boolean => inode.getXattr(OPAQUE) === 'y'
