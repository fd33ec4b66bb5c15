import { command as declare } from '../command.js'

export const command = declare({
  summary: 'Brings the schema of the database up to date, and adds the sample reports where SAMPLE_DATA is on.',
  places: [],
  options: {},
  async run(_given, io) {
    const { withAnyDatabase } = await import('./open.js')
    const { prepareDatabase } = await import('../../prepare.js')
    const applied = await withAnyDatabase(io, (database, config) => prepareDatabase(config, database))
    const text = applied.length ? applied.map(name => `applied ${name}`).join('\n') : 'The schema was up to date.'
    return { text, json: { applied } }
  },
})
