import { parseArgs } from 'node:util'
import { type Command, type Place, UsageError } from './command.js'

export type Parsed =
  | { wants: 'help' }
  | { wants: 'run'; given: Record<string, string | boolean | undefined>; json: boolean }

/**
 * The words after a command's name → its arguments.
 * @throws UsageError naming the first that is wrong
 */
export function parseArguments(command: Command, words: readonly string[]): Parsed {
  const { values, positionals } = parsed(command, words)
  if (values.help === true) return { wants: 'help' }
  const given: Record<string, string | boolean | undefined> = {}
  for (const [index, place] of command.places.entries()) given[place.name] = checked(place, positionals[index])
  const surplus = positionals[command.places.length]
  if (surplus !== undefined) throw new UsageError(`“${surplus}” is one argument too many.`)
  for (const [name, option] of Object.entries(command.options)) {
    const value = values[name]
    if (option.required && (value === undefined || value === '')) throw new UsageError(`--${name} is missing.`)
    if (option.value === undefined) given[name] = value === true
    else given[name] = value === undefined ? undefined : oneOf(`--${name}`, String(value), option.choices)
  }
  return { wants: 'run', given, json: values.json === true }
}

function parsed(
  command: Command,
  words: readonly string[],
): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  const options = Object.entries(command.options).map(
    ([name, option]) =>
      [name, { type: option.value === undefined ? ('boolean' as const) : ('string' as const) }] as const,
  )
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { ...Object.fromEntries(options), help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } },
      allowPositionals: true,
    })
    return { values, positionals }
  } catch (error) {
    // Node's own sentences end in advice on quoting that helps nobody here.
    throw new UsageError((error as Error).message.split('. ')[0]!.replace(/\.?$/, '.'))
  }
}

function checked({ name, choices }: Place, word: string | undefined): string {
  if (!word) throw new UsageError(`${name.toUpperCase()} is missing.`)
  return oneOf(name.toUpperCase(), word, choices)
}

function oneOf(name: string, word: string, choices: readonly string[] | undefined): string {
  if (choices && !choices.includes(word))
    throw new UsageError(`${name} is “${word}”; it must be one of: ${choices.join(', ')}.`)
  return word
}
