import { because, type Check, done, notYet, whether } from '../check.ts'

const dockerRepo = '/etc/yum.repos.d/docker-ce.repo'

/** Lesson 7. */
export const installDockerChecks: Readonly<Record<string, Check>> = {
  update: (host) => {
    const packages = [...host.packages.values()]
    return whether(packages.includes('updates'))
  },
  'yum-utils': (host) => whether(host.packages.has('yum-utils')),
  repository: (host) => {
    if (host.text(dockerRepo)?.includes('[docker-ce-stable]')) return done
    return host.packages.has('yum-utils') ? notYet : because('no-tool')
  },
  makecache: (host) => {
    if (host.exists('/var/cache/yum/x86_64/7/docker-ce-stable/repomd.xml')) return done
    return host.exists(dockerRepo) ? notYet : because('no-repository')
  },
  install: (host) => {
    if (host.packages.has('docker-ce')) return done
    return host.exists(dockerRepo) ? notYet : because('no-repository')
  },
  start: (host) => {
    if (host.runs('dockerd') && host.unitState('docker.service') === 'active') return done
    if (!host.packages.has('docker-ce')) return because('not-installed')
    return host.unitState('docker.service') === 'failed' ? because('failed') : notYet
  },
  enable: (host) => whether(host.enabled('docker.service')),
  hello: (host) => {
    const container = host.containers.find((candidate) => candidate.imageName.split(':')[0] === 'hello-world')
    if (!container) return host.runs('dockerd') ? notYet : because('no-daemon')
    if (container.state.Running) return notYet
    return container.state.ExitCode === 0 ? done : because('failed', { code: container.state.ExitCode ?? 0, name: container.name })
  },
  ubuntu: (host) => {
    const containers = host.containers.filter((candidate) => candidate.imageName.split(':')[0] === 'ubuntu')
    const [container] = containers
    if (!container) return notYet
    const interactive = containers.find((candidate) => host.hasTerminal(candidate))
    if (!interactive) return because('not-interactive', { name: container.name })
    return host.attached(interactive) ? because('inside') : done
  },
}
