// npm run bridge -- --world W --docker PORT [--seed N] [--speed N|Infinity]: lets real clients of this computer into a world.
import { parseArgs } from 'node:util'
import { Lab } from '../engine/lab/lab.ts'
import { wholeSupply } from '../engine/lab/programs.ts'
import { worlds } from '../engine/lab/worlds/worlds.ts'
import { daemonServer } from './daemon-port.ts'
import { Pace } from './pace.ts'

const usage = 'usage: npm run bridge -- --world W --docker PORT [--host NAME] [--seed N] [--speed N|Infinity]\n'

function main(): void {
  const { values } = parseArgs({
    options: {
      world: { type: 'string', default: 'docker' },
      docker: { type: 'string' },
      host: { type: 'string' },
      seed: { type: 'string', default: '1' },
      speed: { type: 'string', default: '1' },
    },
  })
  const port = Number(values.docker)
  if (!(Number(values.speed) > 0)) {
    refuse(`${values.speed} is no speed`)
    return
  }
  if (values.docker === undefined || !Number.isInteger(port)) {
    refuse('which port? --docker PORT')
    return
  }
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: values.world, seed: Number(values.seed) })
  if (!opened.ok) {
    refuse(`no world is called ${values.world}; there are ${[...worlds.keys()].join(', ')}`)
    return
  }
  const lab = opened.value
  const host = values.host ?? lab.firstHost
  if (!lab.machines.has(host)) {
    refuse(`no host of world ${values.world} is called ${host}`)
    return
  }
  const pace = new Pace(lab, Number(values.speed))
  const server = daemonServer(lab, host, pace)
  server.on('error', (error) => refuse(error.message))
  server.listen(port, '127.0.0.1', () => {
    pace.start()
    const address = server.address()
    const bound = typeof address === 'object' && address ? address.port : port
    process.stdout.write(`dockerd of ${host} answers: export DOCKER_HOST=tcp://127.0.0.1:${bound}\n`)
  })
}

function refuse(why: string): void {
  process.stderr.write(`bridge: ${why}\n${usage}`)
  process.exitCode = 2
}

main()
