import { buildxCommands } from './buildx/commands.ts'
import type { CommandSpec } from './command/spec.ts'
import { anyArgs, atLeast, atMost, between, exactly, noArgs } from './command/spec.ts'
import { commandTree, type GroupSpec } from './command/tree.ts'
import { containerCommands } from './container/commands.ts'
import * as context from './context/verbs.ts'
import { importImage, load, save } from './image/archive.ts'
import { history } from './image/history.ts'
import { ls as imageLs } from './image/ls.ts'
import { prune as imagePrune } from './image/prune.ts'
import { pull } from './image/pull.ts'
import { push } from './image/push.ts'
import { rm as imageRm } from './image/rm.ts'
import { tag } from './image/tag.ts'
import { inspect, inspectType } from './inspect/inspect.ts'
import { connect, disconnect } from './network/connect.ts'
import { create as networkCreate } from './network/create.ts'
import { ls as networkLs } from './network/ls.ts'
import { prune as networkPrune } from './network/prune.ts'
import { rm as networkRm } from './network/rm.ts'
import { login, logout } from './registry/login.ts'
import { search } from './registry/search.ts'
import { df } from './system/df.ts'
import { events } from './system/events.ts'
import { info } from './system/info.ts'
import { prune as systemPrune } from './system/prune.ts'
import { version } from './system/version.ts'
import { prune as volumePrune } from './volume/prune.ts'
import * as volume from './volume/verbs.ts'

/** Every command of `docker`, as docker/cli registers them. */
const imageCommands: readonly CommandSpec[] = [
  { path: 'image history', top: 'history', use: '[OPTIONS] IMAGE', args: exactly(1), run: history, completes: 'images' },
  { path: 'image import', top: 'import', use: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]', args: atLeast(1), run: importImage },
  { path: 'image inspect', use: '[OPTIONS] IMAGE [IMAGE...]', args: atLeast(1), run: inspectType('image'), completes: 'images' },
  { path: 'image load', top: 'load', use: '[OPTIONS]', args: noArgs, run: load },
  { path: 'image ls', top: 'images', use: '[OPTIONS] [REPOSITORY[:TAG]]', aliases: ['list'], args: atMost(1), run: imageLs, completes: 'images' },
  { path: 'image prune', use: '[OPTIONS]', args: noArgs, run: imagePrune },
  { path: 'image pull', top: 'pull', use: '[OPTIONS] NAME[:TAG|@DIGEST]', args: exactly(1), run: pull },
  { path: 'image push', top: 'push', use: '[OPTIONS] NAME[:TAG]', args: exactly(1), run: push, completes: 'images' },
  { path: 'image rm', top: 'rmi', use: '[OPTIONS] IMAGE [IMAGE...]', aliases: ['remove'], args: atLeast(1), run: imageRm, completes: 'images' },
  { path: 'image save', top: 'save', use: '[OPTIONS] IMAGE [IMAGE...]', args: atLeast(1), run: save, completes: 'images' },
  { path: 'image tag', top: 'tag', use: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]', args: exactly(2), run: tag, completes: 'images' },
]

const networkCommands: readonly CommandSpec[] = [
  { path: 'network connect', use: '[OPTIONS] NETWORK CONTAINER', args: exactly(2), run: connect, completes: 'networks' },
  { path: 'network create', use: '[OPTIONS] NETWORK', args: exactly(1), run: networkCreate },
  { path: 'network disconnect', use: '[OPTIONS] NETWORK CONTAINER', args: exactly(2), run: disconnect, completes: 'networks' },
  { path: 'network inspect', use: '[OPTIONS] NETWORK [NETWORK...]', args: atLeast(1), run: inspectType('network'), completes: 'networks' },
  { path: 'network ls', use: '[OPTIONS]', aliases: ['list'], args: noArgs, run: networkLs },
  { path: 'network prune', use: '[OPTIONS]', args: noArgs, run: networkPrune },
  { path: 'network rm', use: 'NETWORK [NETWORK...]', aliases: ['remove'], args: atLeast(1), run: networkRm, completes: 'networks' },
]

const volumeCommands: readonly CommandSpec[] = [
  { path: 'volume create', use: '[OPTIONS] [VOLUME]', args: atMost(1), run: volume.create },
  { path: 'volume inspect', use: '[OPTIONS] VOLUME [VOLUME...]', args: atLeast(1), run: inspectType('volume'), completes: 'volumes' },
  { path: 'volume ls', use: '[OPTIONS]', aliases: ['list'], args: noArgs, run: volume.ls },
  { path: 'volume prune', use: '[OPTIONS]', args: noArgs, run: volumePrune },
  { path: 'volume rm', use: '[OPTIONS] VOLUME [VOLUME...]', aliases: ['remove'], args: atLeast(1), run: volume.rm, completes: 'volumes' },
  { path: 'volume update', use: '[OPTIONS] [VOLUME]', args: exactly(1), run: volume.update, completes: 'volumes' },
]

const systemCommands: readonly CommandSpec[] = [
  { path: 'system df', use: '[OPTIONS]', args: noArgs, run: df },
  { path: 'system events', top: 'events', use: '[OPTIONS]', args: noArgs, run: events },
  { path: 'system info', top: 'info', use: '[OPTIONS]', args: noArgs, run: info },
  { path: 'system prune', use: '[OPTIONS]', args: noArgs, run: systemPrune },
  { path: 'inspect', use: '[OPTIONS] NAME|ID [NAME|ID...]', args: atLeast(1), run: inspect, completes: 'all-containers' },
  { path: 'login', use: '[OPTIONS] [SERVER]', args: atMost(1), run: login },
  { path: 'logout', use: '[SERVER]', args: atMost(1), run: logout },
  { path: 'search', use: '[OPTIONS] TERM', args: exactly(1), run: search },
  { path: 'version', use: '[OPTIONS]', args: noArgs, run: version },
]

const contextCommands: readonly CommandSpec[] = [
  { path: 'context create', use: '[OPTIONS] CONTEXT', args: exactly(1), run: context.create },
  { path: 'context export', use: '[OPTIONS] CONTEXT [FILE|-]', args: between(1, 2), run: context.archive, completes: 'contexts' },
  { path: 'context import', use: 'CONTEXT FILE|-', args: exactly(2), run: context.archive },
  { path: 'context inspect', use: '[OPTIONS] [CONTEXT] [CONTEXT...]', args: anyArgs, run: context.inspect, completes: 'contexts' },
  { path: 'context ls', use: '[OPTIONS]', aliases: ['list'], args: noArgs, run: context.ls },
  { path: 'context rm', use: 'CONTEXT [CONTEXT...]', aliases: ['remove'], args: atLeast(1), run: context.rm, completes: 'contexts' },
  { path: 'context show', use: '', args: noArgs, run: context.show },
  { path: 'context update', use: '[OPTIONS] CONTEXT', args: exactly(1), run: context.update, completes: 'contexts' },
  { path: 'context use', use: 'CONTEXT', args: exactly(1), run: context.use, completes: 'contexts' },
]

const groups: readonly GroupSpec[] = [
  { name: 'builder', shownAs: 'docker buildx' },
  { name: 'buildx', plugin: true },
  { name: 'checkpoint', hidden: true },
  { name: 'compose', plugin: true },
  ...['container', 'context', 'image', 'manifest', 'network', 'plugin', 'system', 'trust', 'volume'].map((name) => ({ name })),
  ...['config', 'node', 'secret', 'service', 'stack', 'swarm'].map((name) => ({ name })),
]

export const root = commandTree(groups, [
  ...containerCommands,
  ...imageCommands,
  ...networkCommands,
  ...volumeCommands,
  ...systemCommands,
  ...contextCommands,
  ...buildxCommands,
])
