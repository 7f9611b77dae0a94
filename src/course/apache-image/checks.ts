import { because, type Check, done, type HostView, notYet, whether } from '../check.ts'

const folder = '/root/apache'
const page = `${folder}/public-html/index.html`

const ours = (host: HostView) => host.containers.find((container) => container.name === 'meu-primeiro-container')

/** Lesson 10. */
export const apacheImageChecks: Readonly<Record<string, Check>> = {
  pull: (host) => {
    if (host.image('httpd')) return done
    return host.runs('dockerd') ? notYet : because('no-daemon')
  },
  folder: (host) => whether(host.exists(folder)),
  dockerfile: (host) => {
    const text = host.text(`${folder}/Dockerfile`)
    if (text === undefined) return host.runs('vi') || host.runs('vim') ? because('still-editing') : notYet
    if (!/^\s*FROM\s+httpd/im.test(text)) return because('no-from')
    return /^\s*COPY\s+(\.\/)?public-html\/?\s+\/usr\/local\/apache2\/htdocs\/?\s*$/im.test(text) ? done : because('no-copy')
  },
  page: (host) => {
    const text = host.text(page)
    if (text === undefined) return notYet
    return text.trim() === '' ? because('empty') : done
  },
  build: (host) => {
    const image = host.image('meu-apache')
    if (!image) return notYet
    const built = host.inLayers(image, '/usr/local/apache2/htdocs/index.html')
    return built !== undefined && built === host.text(page) ? done : because('not-ours')
  },
  run: (host) => {
    const container = ours(host) ?? host.containers.find((candidate) => candidate.imageName.split(':')[0] === 'meu-apache')
    if (!container) return notYet
    const { name } = container
    if (container.imageName.split(':')[0] !== 'meu-apache') return because('wrong-image', { name, image: container.imageName })
    if (!container.state.Running) return because('not-running', { name, code: container.state.ExitCode ?? 0 })
    if (container.ports.length === 0) return because('no-port', { name })
    const [port] = container.ports
    const right = container.ports.some(({ container: inside, host: outside }) => inside === '80/tcp' && outside === '8080')
    return right ? done : because('wrong-port', { published: `${port?.host} → ${port?.container.split('/')[0]}` })
  },
  listen: (host) => whether(host.executed('netstat') || host.executed('ss')),
  visit: (host) => {
    const container = ours(host) ?? host.containers.find((candidate) => candidate.imageName.split(':')[0] === 'meu-apache')
    if (!container) return notYet
    if (!container.state.Running) return because('refused')
    return whether(/"GET \/(index\.html)? HTTP\/1\.[01]" (200|304)/.test(host.log(container)))
  },
}
