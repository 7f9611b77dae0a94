// npm run bench: figures of one run on this machine. Ratios and counts carry over to others, absolute times do not.
import { performance } from 'node:perf_hooks'
import { Lab } from '../engine/lab/lab.ts'
import { wholeSupply } from '../engine/lab/programs.ts'
import { parseScriptLine, Typist } from '../engine/lab/typist.ts'
import { worlds } from '../engine/lab/worlds/worlds.ts'
import { measureKernel } from '../engine/linux/kernel/bench.ts'

const workshop = `yum -y update
yum install -y yum-utils
yum-config-manager --add https://download.docker.com/linux/centos/docker-ce.repo
yum makecache fast
yum -y install docker-ce
systemctl start docker
systemctl enable docker
docker run hello-world
docker run -it ubuntu bash
exit
docker pull httpd
mkdir apache
cd apache
vi Dockerfile
iFROM httpd:2.4
COPY ./public-html/ /usr/local/apache2/htdocs
^[
:wq
mkdir public-html
vi public-html/index.html
i<h1>Cais</h1>
^[
:wq
docker build -t meu-apache .
docker run -dit --name meu-primeiro-container -p 8080:80 meu-apache
curl http://localhost:8080`

const say = (name: string, value: string): void => console.log(`${name.padEnd(44)} ${value}`)

function timed<T>(name: string, run: () => T): T {
  const began = performance.now()
  const result = run()
  say(name, `${(performance.now() - began).toFixed(0)} ms`)
  return result
}

function session(): Lab {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'workshop', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  const typist = new Typist(opened.value, { cols: 120, rows: 40 })
  typist.switchTo(opened.value.firstHost)
  for (const line of workshop.split('\n')) typist.perform(parseScriptLine(line))
  return opened.value
}

timed('world workshop open, to its first prompt', () => Lab.open({ worlds, supply: wholeSupply(), world: 'workshop', seed: 1 }))
const lab = timed('whole workshop, first run', session)
timed('whole workshop, warm', session)
say('virtual time of the workshop', `${(lab.clock.nowMs / 1000).toFixed(0)} s`)
say('events', String(lab.clock.eventsRun))
const began = performance.now()
lab.advance(3_600_000)
say('an idle hour of virtual time', `${(performance.now() - began).toFixed(1)} ms`)
say('heap after the workshop', `${(process.memoryUsage().heapUsed / 1024 / 1024).toFixed(0)} MiB`)
for (const { name, perSecond } of measureKernel(() => performance.now()))
  say(`kernel: ${name}`, `${Math.round(perSecond).toLocaleString('en')} a second`)
