import { command as declare } from '../command.js'
import { roleOf, roleOptions, rolePlaces } from './options.js'

export const command = declare({
  summary: 'Takes a role away; her next request is refused. The last coordinator stays.',
  places: rolePlaces,
  options: roleOptions,
  async run(given, io) {
    const { role, workingGroup } = roleOf(given)
    const { withDatabase } = await import('../database/open.js')
    const { revokeRole } = await import('../../accounts/index.js')
    await withDatabase(io, ({ db }) => revokeRole(db, { email: given.email, role, workingGroup, actor: null }))
    const of = workingGroup ? ` of ${workingGroup}` : ''
    return { text: `${given.email} is no longer ${role}${of}.`, json: { email: given.email, role, workingGroup } }
  },
})
