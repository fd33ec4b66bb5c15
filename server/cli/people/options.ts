import { UsageError } from '../command.js'

/** Where the account that a command makes may be told something about. */
export const personOptions = {
  name: { value: 'NAME', means: 'her name, if the account is made; else the part before the @' },
  group: { value: 'GROUP', means: 'her stakeholder group, if the account is made' },
  country: { value: 'CC', means: 'her country (ISO 3166), if the account is made' },
} as const

export const address = { name: 'email', means: 'her e-mail address' } as const

/** A role, and the working group that a chair is chair of. */
export const rolePlaces = [address, { name: 'role', means: 'the role', choices: ['chair', 'coordinator'] }] as const
export const roleOptions = {
  'working-group': { value: 'SLUG', means: 'the working group of a chair, for example wg1' },
} as const

/** Checked here, so that it is called a wrong usage in the words of the command line. */
export function roleOf(given: { role: string; 'working-group': string | undefined }) {
  const workingGroup = given['working-group'] ?? null
  if (given.role === 'chair') {
    if (!workingGroup) throw new UsageError('A chair needs --working-group.')
    return { role: given.role, workingGroup } as const
  }
  if (workingGroup) throw new UsageError('A coordinator has no --working-group.')
  return { role: 'coordinator', workingGroup: null } as const
}
