import { command as declare } from '../command.js'
import { address, personOptions } from './options.js'

export const command = declare({
  summary: 'Prints a link that signs a person in once. Her account is made, complete, if there is none.',
  notes:
    'The link begins with PUBLIC_URL, or else with the address that HOST and PORT make: set them as for the server.',
  places: [address],
  options: personOptions,
  async run(given, io) {
    const { withDatabase } = await import('../database/open.js')
    const { signInLink } = await import('../../accounts/index.js')
    const url = await withDatabase(io, ({ db, config }) => signInLink({ db, config }, given))
    return { text: url, json: { email: given.email, url } }
  },
})
