import { expect, test } from 'vitest'
import { commandsOf, parseLesson } from './text.ts'

const lesson = `# An image of your own

Put a page into **Apache**.

## Step: build | Build it

Now:

\`\`\`sh
# not a heading
docker build -t mine .
\`\`\`

### Hint

Look at the Dockerfile.

### Hint: no-file

There is no {{file}}.

### Solution

\`\`\`sh host=web-01
docker build -t mine .
\`\`\`

## Quiz

### Which port?

- [ ] 8080
- [x] 80

The image says so.
`

test('a lesson has a title, an introduction, steps with hints and a solution, and a quiz', () => {
  const { title, intro, steps, quiz } = parseLesson(lesson)
  expect(title).toBe('An image of your own')
  expect(intro).toBe('Put a page into **Apache**.')
  expect(steps).toHaveLength(1)
  expect(steps[0]?.id).toBe('build')
  expect(steps[0]?.text).toContain('# not a heading')
  expect(steps[0]?.hints).toEqual({ '': 'Look at the Dockerfile.', 'no-file': 'There is no {{file}}.' })
  expect(commandsOf(steps[0]?.solution ?? '')).toEqual([{ text: 'docker build -t mine .', host: 'web-01' }])
  expect(quiz).toEqual([
    {
      question: 'Which port?',
      options: [
        { text: '8080', right: false },
        { text: '80', right: true },
      ],
      explanation: 'The image says so.',
    },
  ])
})

test('a text that is not a lesson is refused with the line that is wrong', () => {
  expect(() => parseLesson('no title')).toThrow('a lesson begins with')
  expect(() => parseLesson('# T\n## Somewhere\n')).toThrow('Somewhere')
})
