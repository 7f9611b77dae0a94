import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, executable, symlink } from '../../linux/kernel/fs/tree.ts'

const registryService = `[Unit]
Description=Docker Toolset to pack, ship, store, and deliver content
Documentation=https://github.com/docker/distribution
After=network.target

[Service]
Type=simple
Restart=always
ExecStart=/usr/bin/docker-registry serve /etc/docker/registry/config.yml

[Install]
WantedBy=multi-user.target
`

/**
 * What the machine that recordings were made on had beside Docker: a folder for the recordings, a newer curl, and a registry on port 5000 with the
 * same content as the one it knew as Docker Hub.
 */
export const recordedHostFiles = (registryContent: TreeEntry): Readonly<Record<string, TreeEntry>> => ({
  '/lab': directory(),
  '/usr/bin/curl': executable('net/curl', 301_240, { version: '8.23.0' }),
  '/etc/docker/registry/config.yml':
    'version: 0.1\nlog:\n  fields:\n    service: registry\nstorage:\n  cache:\n    blobdescriptor: inmemory\n  filesystem:\n    rootdirectory: /var/lib/registry\n  delete:\n    enabled: true\nhttp:\n  addr: :5000\n  headers:\n    X-Content-Type-Options: [nosniff]\n',
  '/usr/bin/docker-registry': executable('docker/registry', 17_000_000),
  '/var/lib/registry': registryContent,
  '/usr/lib/systemd/system/docker-registry.service': registryService,
  '/etc/systemd/system/multi-user.target.wants/docker-registry.service': symlink('/usr/lib/systemd/system/docker-registry.service'),
})
