/**
 * Mounts that other mounts follow (mount_namespaces(7), fs/pnode.c): shared mounts mirror each other's children, slaves follow without
 * being followed.
 */
import type { Dentry } from './dentry.ts'
import type { PeerGroup } from './mount.ts'
import { copyMount, type Mount } from './mount.ts'

export type Propagation = 'private' | 'shared' | 'slave' | 'unbindable'

export function setPropagation(mount: Mount, to: Propagation): void {
  if (to === 'shared') {
    if (mount.group) return
    mount.unbindable = false
    joinGroup(mount, mount.numbers.group())
    return
  }
  const left = mount.group
  leaveGroup(mount)
  mount.unbindable = to === 'unbindable'
  if (to !== 'slave') {
    leaveMaster(mount)
    return
  }
  if (!left || left.members.size === 0) return
  leaveMaster(mount)
  mount.master = left
  left.slaves.add(mount)
}

/** Forgets all relations: the mount goes. */
function leaveAll(mount: Mount): void {
  leaveGroup(mount)
  leaveMaster(mount)
}

function joinGroup(mount: Mount, group: PeerGroup): void {
  mount.group = group
  group.members.add(mount)
}

/** The last member hands its slaves to its own master. */
function leaveGroup(mount: Mount): void {
  const { group } = mount
  if (!group) return
  group.members.delete(mount)
  mount.group = undefined
  if (group.members.size > 0) return
  for (const slave of group.slaves) {
    slave.master = mount.master
    mount.master?.slaves.add(slave)
  }
  group.slaves.clear()
}

function leaveMaster(mount: Mount): void {
  mount.master?.slaves.delete(mount)
  mount.master = undefined
}

/** Every other mount that sees what is mounted in this one: peers, slaves, peers and slaves of slaves. */
export function receivers(of: Mount): Mount[] {
  const found = new Set<Mount>([of])
  const visit = (group: PeerGroup): void => {
    for (const member of group.members) found.add(member)
    for (const slave of group.slaves) {
      if (found.has(slave)) continue
      found.add(slave)
      if (slave.group) visit(slave.group)
    }
  }
  if (of.group) visit(of.group)
  found.delete(of)
  return [...found]
}

/** Attaches a tree of mounts at a place, and copies of it wherever the place's mount is followed. */
export function attachTree(tree: Mount, parent: Mount, at: Dentry): void {
  if (parent.group) for (const mount of tree.tree()) setPropagation(mount, 'shared')
  for (const receiver of receivers(parent)) {
    if (!at.isWithin(receiver.root)) continue
    const copy = copyTree(tree)
    if (!parent.group?.members.has(receiver)) for (const mount of copy.tree()) setPropagation(mount, 'slave')
    place(copy, receiver, at)
  }
  place(tree, parent, at)
}

/** A mount already at the place goes on top of the new one, as when a peer mounted there first. */
function place(tree: Mount, parent: Mount, at: Dentry): void {
  let top = parent
  let entry = at
  for (let over = top.children.get(entry.inode.ino); over; over = top.children.get(entry.inode.ino)) {
    top = over
    entry = over.root
  }
  tree.attach(top, entry)
  parent.namespace?.adopt(tree)
}

/** A copy of a mount with everything below it that may be bound. */
export function copyTree(from: Mount, root: Dentry = from.root, recursive = true): Mount {
  const copy = copyMount(from, root)
  if (!recursive) return copy
  for (const child of from.children.values()) {
    if (child.unbindable || !child.at?.isWithin(root)) continue
    copyTree(child).attach(copy, child.at)
  }
  return copy
}

/** Takes a tree of mounts away, and what followed it. */
export function detachTree(tree: Mount): void {
  const { parent, at } = tree
  if (parent && at) {
    for (const receiver of receivers(parent)) {
      const child = receiver.children.get(at.inode.ino)
      if (child?.at === at && child.fs === tree.fs && child.children.size === 0) discard(child)
    }
  }
  discard(tree)
}

function discard(tree: Mount): void {
  tree.detach()
  for (const mount of [...tree.tree()]) {
    leaveAll(mount)
    mount.namespace?.disown(mount)
    mount.detached = true
    mount.release()
  }
}
