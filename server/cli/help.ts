import type { Command } from './command.js'

const PROGRAM = 'npm run -s consult --'
const WIDTH = 92

/** All commands, one a line. */
export function overview(commands: ReadonlyMap<string, string>): string {
  const lines = [...commands].map(([name, summary]) => [name, summary] as const)
  return [
    `usage: ${PROGRAM} COMMAND [--help] [--json] …`,
    '',
    ...columns(lines),
    '',
    'The database is the one that DATABASE_URL names, or else the embedded one in DATA_DIR, also while the server runs.',
    'Results go to stdout, complaints to stderr. Exit code 0: done; 1: failed; 2: called wrongly.',
  ].join('\n')
}

export function help(name: string, command: Command): string {
  const options = Object.entries(command.options).map(([option, { value, means, required, choices }]) => {
    const more = [choices && `one of ${choices.join(', ')}`, required && 'required'].filter(Boolean).join('; ')
    return [`--${option}${value ? ` ${value}` : ''}`, more ? `${means} (${more})` : means] as const
  })
  const places = command.places.map(
    ({ name, means, choices }) =>
      [name.toUpperCase(), choices ? `${means} (one of ${choices.join(', ')})` : means] as const,
  )
  const common = [
    ['--json', 'the result as JSON'],
    ['--help', 'this'],
  ] as const
  return [
    usage(name, command),
    '',
    ...wrapped(command.summary),
    '',
    ...columns([...places, ...options, ...common]),
    ...(command.notes ? ['', ...command.notes.split('\n').flatMap(wrapped)] : []),
  ].join('\n')
}

export function usage(name: string, { places, options }: Command): string {
  const words = [
    ...places.map(place => place.name.toUpperCase()),
    ...Object.entries(options).map(([option, { value, required }]) => {
      const text = `--${option}${value ? ` ${value}` : ''}`
      return required ? text : `[${text}]`
    }),
  ]
  return `usage: ${PROGRAM} ${[name, ...words].join(' ')}`
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 4
  return rows.flatMap(([left, right]) => {
    const [first = '', ...rest] = wrapped(right, WIDTH - width)
    return [`  ${left.padEnd(width)}${first}`, ...rest.map(line => ' '.repeat(width + 2) + line)]
  })
}

function wrapped(text: string, width = WIDTH): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!
    if (last && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last ? `${last} ${word}` : word
  }
  return lines
}
