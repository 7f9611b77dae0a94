import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type Side, type Stacks, stacksOf } from '../../projections/compare/stacks.ts'
import { CommandBlock } from '../course/command-block.tsx'
import { durationText, sizeText } from '../kit/units.ts'
import { useScenes } from '../session/scenes.ts'
import { type Block, Stack } from './stack.tsx'

/** Virtual machines and containers side by side, drawn from what runs in this world. */
export function Compare() {
  const { t } = useTranslation()
  const scene = useScenes((scenes) => scenes.shown)
  const stacks = useMemo(() => stacksOf(scene), [scene])
  const { virtual, contained } = stacks
  return (
    <div className="flex flex-col gap-4 p-4">
      <header>
        <h2 className="font-semibold">{t('compare.title')}</h2>
        <p className="text-mute text-sm">{t('compare.about')}</p>
      </header>
      <div className="grid grid-cols-2 items-end gap-3">
        <Stack name={t('compare.vmSide', { count: virtual.instances.length })} rows={useVirtualRows(stacks)} empty={t('compare.noVm')} />
        <Stack name={t('compare.containerSide', { count: contained.instances.length })} rows={useContainedRows(stacks)} />
      </div>
      {contained.instances.length === 0 && (
        <div className="text-sm">
          <p className="text-mute">{t('compare.noContainer')}</p>
          <CommandBlock text="docker run -d -p 8080:80 httpd" />
        </div>
      )}
      {stacks.nested && <p className="text-mute text-sm">{t('compare.shared')}</p>}
      <Meters virtual={virtual} contained={contained} />
    </div>
  )
}

function useVirtualRows({ virtual }: Stacks): readonly (readonly Block[])[] {
  const { t } = useTranslation()
  if (virtual.instances.length === 0) return []
  return [
    virtual.instances.map(({ id, name, running }) => ({ key: id, text: name, hue: 'hue-process', faded: !running })),
    virtual.instances.map(({ id, running }) => ({ key: `${id}/os`, text: t('compare.os'), hue: 'hue-kernel', faded: !running })),
    [{ key: 'hypervisor', text: virtual.hypervisors[0] ?? t('compare.hypervisor'), hue: 'hue-machine' }],
    [{ key: 'hardware', text: virtual.machines[0] ?? t('compare.hardware'), hue: 'hue-machine', solid: true }],
  ]
}

function useContainedRows({ contained }: Stacks): readonly (readonly Block[])[] {
  const { t } = useTranslation()
  const base: readonly (readonly Block[])[] = [
    [{ key: 'kernel', text: t('compare.sharedKernel'), hue: 'hue-kernel' }],
    [{ key: 'hardware', text: contained.hosts[0] ?? t('compare.hardware'), hue: 'hue-machine', solid: true }],
  ]
  const engine: readonly (readonly Block[])[] =
    contained.engines.length > 0 ? [[{ key: 'engine', text: t('compare.engine'), hue: 'hue-control' }]] : []
  const instances = contained.instances.map(({ id, name, running }) => ({ key: id, text: name, hue: 'hue-container', faded: !running }))
  return [...(instances.length > 0 ? [instances] : []), ...engine, ...base]
}

function Meters({ virtual, contained }: { readonly virtual: Side; readonly contained: Side }) {
  const { t, i18n } = useTranslation()
  const plain = (value: number) => value.toLocaleString(i18n.language)
  const size = (value: number) => sizeText(value, i18n.language)
  const memory = (value: number) => sizeText(value, i18n.language, 1024)
  const time = (value: number) => durationText(value, i18n.language)
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">{t('compare.title')}</caption>
      <thead className="sr-only">
        <tr>
          <td />
          <th scope="col">{t('compare.vmSide', { count: virtual.instances.length })}</th>
          <th scope="col">{t('compare.containerSide', { count: contained.instances.length })}</th>
        </tr>
      </thead>
      <tbody>
        <Meter name={t('compare.instances')} hue="hue-container" left={virtual.instances.length} right={contained.instances.length} say={plain} />
        <Meter name={t('compare.kernels')} hue="hue-kernel" left={virtual.kernels} right={contained.kernels} say={plain} />
        <Meter name={t('compare.processes')} hue="hue-process" left={virtual.processes} right={contained.processes} say={plain} />
        <Meter name={t('compare.memory')} hue="hue-machine" left={virtual.memoryBytes} right={contained.memoryBytes} say={memory} />
        <Meter name={t('compare.disk')} hue="hue-layer" left={virtual.diskBytes} right={contained.diskBytes} say={size} />
        <Meter name={t('compare.start')} hue="hue-network" left={virtual.startMs} right={contained.startMs} say={time} />
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={3} className="pt-2 text-mute text-xs">
            {t('compare.kernelsAbout')} ({t('compare.measured')})
          </td>
        </tr>
      </tfoot>
    </table>
  )
}

interface MeterProps {
  readonly name: string
  readonly hue: string
  readonly left: number | undefined
  readonly right: number | undefined
  readonly say: (value: number) => string
}

/** One measure on both sides, as lengths on one scale and as numbers. */
function Meter({ name, hue, left, right, say }: MeterProps) {
  if (left === undefined && right === undefined) return null
  const most = Math.max(left ?? 0, right ?? 0, 1e-9)
  return (
    <tr className={hue}>
      <th scope="row" className="w-[30%] py-1 pr-2 text-left font-normal">
        {name}
      </th>
      {[left, right].map((value, side) => (
        <td key={side === 0 ? 'left' : 'right'} className="w-[35%] py-1 pr-2 align-middle">
          <span className="block text-xs tabular-nums">{value === undefined ? '–' : say(value)}</span>
          <span className="block h-1.5 rounded bg-ink/6">
            <span className="block h-full rounded bg-hue transition-[width] duration-300" style={{ width: `${((value ?? 0) / most) * 100}%` }} />
          </span>
        </td>
      ))}
    </tr>
  )
}
