import type { Writable } from 'node:stream'

/** The surroundings of a command; a test gives its own. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>
  /** Results, and nothing else. */
  stdout: Writable
  /** A line for the person at the console: complaints and progress. */
  complain(line: string): void
}

/** An argument that is known by its place. */
export interface Place {
  name: string
  means: string
  choices?: readonly string[]
}

export interface Option {
  /** What stands for the value in the help, for example `SLUG`; none: the option is there or not. */
  value?: string
  means: string
  required?: true
  choices?: readonly string[]
}

type Options = Readonly<Record<string, Option>>
type ValueOf<O extends Option> = O extends { value: string }
  ? O extends { required: true }
    ? string
    : string | undefined
  : boolean

/** The arguments of a command, checked: what is required is there, what is one of several is one of them. */
export type Given<P extends readonly Place[], O extends Options> = { [N in P[number]['name']]: string } & {
  [N in keyof O]: ValueOf<O[N]>
}

/** What a command answers with: for people, and as `--json`. */
export interface Answer {
  text: string
  json: unknown
  /** The command has found something wrong, which its answer describes: exit code 1, and the text is a complaint. */
  failed?: true
}

/** A command as the frame knows it. */
export interface Command {
  summary: string
  /** Further help: what is made where nothing is said, an example. */
  notes?: string
  places: readonly Place[]
  options: Options
  /** null: it has written its result to stdout itself. */
  run(given: Record<string, string | boolean | undefined>, io: Io): Promise<Answer | null>
}

/** Declares a command, so that what `run` is given has the types of its places and options. */
export function command<const P extends readonly Place[], const O extends Options>(
  declared: Omit<Command, 'run' | 'places' | 'options'> & {
    places: P
    options: O
    run(given: Given<P, O>, io: Io): Promise<Answer | null>
  },
): Command {
  return declared as unknown as Command
}

/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** The command was called rightly and could not do its work, for a reason that is worded for the operator: exit code 1. */
export class CommandError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CommandError'
  }
}
