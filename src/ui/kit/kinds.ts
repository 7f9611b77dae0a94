/** How each kind of thing looks wherever it is drawn: its picture and its hue. */
import {
  AppWindow,
  Box,
  Boxes,
  Cable,
  CircleDot,
  Cloud,
  Cog,
  Cpu,
  EthernetPort,
  Globe,
  HardDrive,
  Layers,
  Library,
  type LucideIcon,
  Network,
  Package,
  PencilLine,
  Server,
  Shapes,
  ShieldCheck,
  SquareStack,
  SquareTerminal,
  Waypoints,
} from 'lucide-react'
import type { EntityKind } from '../../projections/scene/scene.ts'

export interface KindLook {
  readonly icon: LucideIcon
  readonly hue: string
}

export const kindLooks: Readonly<Record<EntityKind, KindLook>> = {
  internet: { icon: Cloud, hue: 'hue-network' },
  service: { icon: Globe, hue: 'hue-network' },
  'network-link': { icon: Cable, hue: 'hue-network' },
  machine: { icon: Server, hue: 'hue-machine' },
  hypervisor: { icon: SquareStack, hue: 'hue-machine' },
  vm: { icon: AppWindow, hue: 'hue-machine' },
  kernel: { icon: Cpu, hue: 'hue-kernel' },
  daemon: { icon: Cog, hue: 'hue-control' },
  process: { icon: SquareTerminal, hue: 'hue-process' },
  interface: { icon: EthernetPort, hue: 'hue-network' },
  bridge: { icon: Waypoints, hue: 'hue-network' },
  rule: { icon: ShieldCheck, hue: 'hue-network' },
  port: { icon: CircleDot, hue: 'hue-network' },
  'image-store': { icon: Library, hue: 'hue-layer' },
  image: { icon: Package, hue: 'hue-layer' },
  layer: { icon: Layers, hue: 'hue-layer' },
  container: { icon: Box, hue: 'hue-container' },
  'writable-layer': { icon: PencilLine, hue: 'hue-container' },
  network: { icon: Network, hue: 'hue-network' },
  volume: { icon: HardDrive, hue: 'hue-volume' },
  pod: { icon: Boxes, hue: 'hue-pod' },
  object: { icon: Shapes, hue: 'hue-control' },
}
