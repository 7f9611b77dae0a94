import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { symlink } from '../../linux/kernel/fs/tree.ts'

const folder = '/usr/lib/systemd/system'

const target = (description: string, more = ''): string => `[Unit]\nDescription=${description}\n${more}`

/** The units of systemd's own package that a machine boots with. */
export const systemUnits: Readonly<Record<string, TreeEntry>> = {
  [`${folder}/sysinit.target`]: target(
    'System Initialization',
    'DefaultDependencies=no\nWants=systemd-journald.service\nAfter=systemd-journald.service\n',
  ),
  [`${folder}/sockets.target`]: target('Sockets', 'DefaultDependencies=no\n'),
  [`${folder}/basic.target`]: target(
    'Basic System',
    'DefaultDependencies=no\nRequires=sysinit.target\nWants=sockets.target\nAfter=sysinit.target sockets.target\n',
  ),
  [`${folder}/network.target`]: target('Network', 'DefaultDependencies=no\n'),
  [`${folder}/network-online.target`]: target('Network is Online', 'DefaultDependencies=no\nAfter=network.target\n'),
  [`${folder}/multi-user.target`]: target('Multi-User System', 'Requires=basic.target\nAfter=basic.target\n'),
  [`${folder}/graphical.target`]: target('Graphical Interface', 'Requires=multi-user.target\nAfter=multi-user.target\n'),
  [`${folder}/systemd-journald.service`]: `[Unit]
Description=Journal Service
Documentation=man:systemd-journald.service(8) man:journald.conf(5)
DefaultDependencies=no
Before=sysinit.target

[Service]
Type=notify
ExecStart=/usr/lib/systemd/systemd-journald
Restart=always
RestartSec=0
StandardOutput=null
`,
  '/etc/systemd/system/default.target': symlink('/usr/lib/systemd/system/multi-user.target'),
}
