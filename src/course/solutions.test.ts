import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { Lab } from '../engine/lab/lab.ts'
import { wholeSupply } from '../engine/lab/programs.ts'
import { parseScriptLine, Typist } from '../engine/lab/typist.ts'
import { worlds } from '../engine/lab/worlds/worlds.ts'
import { progressOf } from './progress.ts'
import { commandsOf, parseLesson } from './text.ts'

// The workshop as a student does it: lesson 7, then lesson 10 in the same world, from the solutions of the lessons' own texts.

let lab: Lab
let typist: Typist

beforeAll(() => {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: 'workshop', seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  lab = opened.value
  typist = new Typist(lab, { cols: 120, rows: 40 })
  typist.switchTo(lab.firstHost)
})

const lessonText = (lesson: string, locale: string) => parseLesson(readFileSync(new URL(`./${lesson}/${locale}.md`, import.meta.url), 'utf8'))

const stateOf = (lesson: string, step: string) => progressOf(lesson, lab)?.steps.find((candidate) => candidate.step === step)

for (const lesson of ['install-docker', 'apache-image']) {
  describe(lesson, () => {
    const { steps } = lessonText(lesson, 'pt-BR')
    for (const { id, solution } of steps) {
      test(id, () => {
        expect(stateOf(lesson, id)).toMatchObject({ done: false })
        for (const { text } of commandsOf(solution)) for (const line of text.split('\n')) typist.perform(parseScriptLine(line))
        lab.advance(2_000)
        expect(stateOf(lesson, id)).toMatchObject({ done: true })
      })
    }
  })

  test(`${lesson}: both languages have the same steps, hints and commands`, () => {
    const [pt, en] = [lessonText(lesson, 'pt-BR'), lessonText(lesson, 'en')]
    expect(en.steps.map((step) => step.id)).toEqual(pt.steps.map((step) => step.id))
    expect(en.steps.map((step) => Object.keys(step.hints))).toEqual(pt.steps.map((step) => Object.keys(step.hints)))
    expect(en.quiz.map((question) => question.options.map((option) => option.right))).toEqual(
      pt.quiz.map((question) => question.options.map((option) => option.right)),
    )
    expect(progressOf(lesson, lab)?.steps.map((step) => step.step)).toEqual(pt.steps.map((step) => step.id))
  })
}
