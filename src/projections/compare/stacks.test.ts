import { expect, test } from 'vitest'
import { workshopScene } from '../../ui/testing/scene.ts'
import { emptyScene } from '../scene/apply.ts'
import { stacksOf } from './stacks.ts'

test('a world without anything has empty stacks', () => {
  const { virtual, contained, nested } = stacksOf(emptyScene)
  expect([virtual.instances, contained.instances, virtual.kernels, contained.kernels, nested]).toEqual([[], [], 0, 0, false])
})

test('in the workshop one virtual machine has its own kernel and its container none', () => {
  const { virtual, contained, nested } = stacksOf(workshopScene())
  expect(virtual.instances.map(({ name }) => name)).toEqual(['matrix-01'])
  expect(virtual.kernels).toBe(2)
  expect(virtual.machines).toEqual(['notebook'])
  expect(contained.instances.map(({ name }) => name)).toEqual(['meu-primeiro-container'])
  expect(contained.kernels).toBe(1)
  expect(contained.processes).toBe(4)
  expect(contained.memoryBytes).toBe(11e6)
  expect(contained.engines).toEqual(['dockerd'])
  expect(nested).toBe(true)
})
