/**
 * A lesson's text: Markdown with a few headings that mean something, so that authors write prose and the page knows the steps.
 *
 *     # Title
 *     Introduction.
 *     ## Step: build-image | Build the image
 *     Text; each ```sh block is commands to type (```sh host=registry-01 on another machine), any other block is only shown.
 *     ### Hint
 *     General help.
 *     ### Hint: wrong-port
 *     What to say when the step's check reports `wrong-port`; {{port}} is filled in from it.
 *     ### Solution
 *     ```sh
 *     docker build -t meu-apache .
 *     ```
 *     ## Quiz
 *     ### Which port does Apache listen on in the container?
 *     - [ ] 8080
 *     - [x] 80
 *
 *     The explanation, shown after an answer.
 */
export interface LessonText {
  readonly title: string
  readonly intro: string
  readonly steps: readonly StepText[]
  readonly quiz: readonly QuizQuestion[]
}

export interface StepText {
  readonly id: string
  readonly title: string
  readonly text: string
  /** The general hint has the empty name; the others are named by the check that reports them. */
  readonly hints: Readonly<Record<string, string>>
  readonly solution: string
}

export interface QuizQuestion {
  readonly question: string
  readonly options: readonly { readonly text: string; readonly right: boolean }[]
  readonly explanation: string
}

interface Section {
  readonly heading: string
  readonly body: string
}

/** Reads a lesson. Throws on a text that is not one: lessons are part of the build, so that is an author's error. */
export function parseLesson(markdown: string): LessonText {
  const [head, ...parts] = sections(markdown, 2)
  const [, title, intro] = /^\s*# (.+)\n?([\s\S]*)$/.exec(head?.body ?? '') ?? []
  if (title === undefined || intro === undefined) throw new Error('a lesson begins with "# Title"')
  const steps: StepText[] = []
  let quiz: readonly QuizQuestion[] = []
  for (const part of parts) {
    if (part.heading === 'Quiz') quiz = parseQuiz(part.body)
    else steps.push(parseStep(part))
  }
  return { title: title.trim(), intro: intro.trim(), steps, quiz }
}

function parseStep({ heading, body }: Section): StepText {
  const [, id, title] = /^Step: ([a-z0-9-]+) \| (.+)$/.exec(heading) ?? []
  if (id === undefined || title === undefined) throw new Error(`not "## Step: id | Title": ${heading}`)
  const [text, ...notes] = sections(body, 3)
  const hints: Record<string, string> = {}
  let solution = ''
  for (const note of notes) {
    const [, name] = /^Hint(?:: ([a-z0-9-]+))?$/.exec(note.heading) ?? [undefined, undefined]
    if (note.heading === 'Solution') solution = note.body.trim()
    else if (note.heading.startsWith('Hint')) hints[name ?? ''] = note.body.trim()
    else throw new Error(`neither hint nor solution: ${note.heading}`)
  }
  return { id, title: title.trim(), text: text?.body.trim() ?? '', hints, solution }
}

function parseQuiz(body: string): readonly QuizQuestion[] {
  return sections(body, 3)
    .slice(1)
    .map(({ heading, body: answers }) => {
      const options: { text: string; right: boolean }[] = []
      const explanation: string[] = []
      for (const line of answers.split('\n')) {
        const [, mark, text] = /^- \[([ x])\] (.+)$/.exec(line) ?? []
        if (text === undefined) explanation.push(line)
        else options.push({ text, right: mark === 'x' })
      }
      return { question: heading, options, explanation: explanation.join('\n').trim() }
    })
}

/** The parts under headings of one level, outside code blocks; the first is what stands before any. */
function sections(markdown: string, level: number): readonly Section[] {
  const found: { heading: string; lines: string[] }[] = [{ heading: '', lines: [] }]
  const mark = `${'#'.repeat(level)} `
  let fenced = false
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) fenced = !fenced
    if (!fenced && line.startsWith(mark)) found.push({ heading: line.slice(mark.length).trim(), lines: [] })
    else found[found.length - 1]?.lines.push(line)
  }
  return found.map(({ heading, lines }) => ({ heading, body: lines.join('\n') }))
}

/** The commands of a Markdown text, in order: the lines of its `sh` blocks with the host that each block names. */
export function commandsOf(markdown: string): readonly { readonly text: string; readonly host: string | undefined }[] {
  return [...markdown.matchAll(/^```sh(?: host=(\S+))?\n([\s\S]*?)^```/gm)].map(([, host, text]) => ({ text: text?.trimEnd() ?? '', host }))
}
