import { ensurePerson, grantRole } from '../accounts/index.js'
import type { Database } from '../database/pool.js'
import type { Id } from '../database/schema.js'

/** Named by what they are: samples name no living person. */
const PEOPLE = {
  coordinator: { name: 'Coordinator (sample)', group: 'intergovernmental', country: 'CH' },
  chair: { name: 'Chair, working group 1 (sample)', group: 'technical-community', country: 'NL' },
  lawyer: { name: 'Lawyer at a ministry (sample)', group: 'government', country: 'GH' },
  engineer: { name: 'Network engineer (sample)', group: 'technical-community', country: 'BR' },
  teacher: { name: 'Lecturer (sample)', group: 'academia', country: 'KE' },
  maker: { name: 'Maker of sensors (sample)', group: 'private-sector', country: 'IN' },
  advocate: { name: 'Consumer advocate (sample)', group: 'civil-society', country: 'FJ' },
} as const

export type SamplePerson = keyof typeof PEOPLE

/** Who acts in the samples: name → id. The chair and the coordinator sign in with their addresses. */
export async function samplePeople(tx: Database): Promise<Record<SamplePerson, Id>> {
  const ids = {} as Record<SamplePerson, Id>
  for (const [key, person] of Object.entries(PEOPLE)) {
    const { id } = await ensurePerson(tx, { email: `${key}@example.org`, ...person })
    await tx.updateTable('people').set({ publish_name: true }).where('id', '=', id).execute()
    ids[key as SamplePerson] = id
  }
  await grantRole(tx, { email: 'coordinator@example.org', role: 'coordinator', workingGroup: null, actor: null })
  await grantRole(tx, { email: 'chair@example.org', role: 'chair', workingGroup: 'wg1', actor: null })
  return ids
}
