import type { Process } from '../../task.ts'

const PAGE = 4096

export interface ProcessMemory {
  readonly vmBytes: number
  readonly rssBytes: number
  readonly peakRssBytes: number
  readonly anonymousBytes: number
  readonly fileBytes: number
  readonly textBytes: number
  readonly libraryBytes: number
  readonly stackBytes: number
  readonly dataBytes: number
}

/**
 * How a process's memory splits up. Resident sizes are the process's own; the address space beside them (program text and shared libraries
 * that are mapped but not touched, the stack) is an estimate from the resident size.
 */
export function processMemory(process: Process): ProcessMemory {
  const pages = (bytes: number) => Math.ceil(bytes / PAGE) * PAGE
  const rssBytes = process.status ? 0 : pages(process.rssBytes)
  if (rssBytes === 0) return nothing
  const anonymousBytes = Math.min(rssBytes, pages(process.anonymousBytes + (rssBytes - process.anonymousBytes) * 0.3))
  const fileBytes = rssBytes - anonymousBytes
  const textBytes = pages(Math.min(fileBytes, 1024 * 1024) * 0.4)
  const libraryBytes = 1_740_800
  const stackBytes = 135_168
  const dataBytes = anonymousBytes + pages(anonymousBytes * 0.25)
  return {
    vmBytes: dataBytes + stackBytes + pages(fileBytes * 1.4) + libraryBytes,
    rssBytes,
    peakRssBytes: Math.max(rssBytes, pages(process.maxRssBytes)),
    anonymousBytes,
    fileBytes,
    textBytes,
    libraryBytes,
    stackBytes,
    dataBytes,
  }
}

const nothing: ProcessMemory = {
  vmBytes: 0,
  rssBytes: 0,
  peakRssBytes: 0,
  anonymousBytes: 0,
  fileBytes: 0,
  textBytes: 0,
  libraryBytes: 0,
  stackBytes: 0,
  dataBytes: 0,
}
