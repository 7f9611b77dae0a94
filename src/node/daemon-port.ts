import { createServer, type Server, type Socket } from 'node:net'
import { openGate } from '../engine/lab/gate.ts'
import type { Lab } from '../engine/lab/lab.ts'
import type { Pace } from './pace.ts'

/** A server on this computer whose connections lead to the Docker socket of a world's host. */
export const daemonServer = (lab: Lab, host: string, pace: Pace): Server =>
  createServer({ allowHalfOpen: true }, (socket) => letIn(lab, host, socket, pace))

function letIn(lab: Lab, host: string, socket: Socket, pace: Pace): void {
  const kernel = lab.machines.get(host)?.kernel
  if (!kernel) {
    socket.destroy()
    return
  }
  const gate = openGate(
    kernel,
    { family: 'unix', path: '/var/run/docker.sock' },
    { data: (bytes) => void socket.write(bytes.slice()), end: () => void socket.end() },
  )
  pace.soon()
  socket.on('data', (bytes) => {
    gate.write(new Uint8Array(bytes))
    pace.soon()
  })
  socket.on('end', () => {
    gate.end()
    pace.soon()
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    gate.destroy()
    pace.soon()
  })
}
