import { command as declare } from '../command.js'
import { roleOf, roleOptions, rolePlaces } from './options.js'

export const command = declare({
  summary: 'Gives a person a role. Her account is made if there is none; from her next request on she has the role.',
  places: rolePlaces,
  options: roleOptions,
  async run(given, io) {
    const { role, workingGroup } = roleOf(given)
    const { withDatabase } = await import('../database/open.js')
    const { grantRole } = await import('../../accounts/index.js')
    await withDatabase(io, ({ db }) => grantRole(db, { email: given.email, role, workingGroup, actor: null }))
    const of = workingGroup ? ` of ${workingGroup}` : ''
    return { text: `${given.email} is ${role}${of}.`, json: { email: given.email, role, workingGroup } }
  },
})
