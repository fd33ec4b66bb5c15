import type { FastifyInstance } from 'fastify'
import { record } from '../../audit/index.js'
import type { Id } from '../../database/schema.js'
import { notSignedIn } from '../../web/faults.js'
import { lockPerson, type Profile, setProfile } from '../people/store.js'
import type { ProfileBody } from './schema.js'

/** Keeps what somebody says about herself; the log tells which answers changed, never what they are. */
export async function changeProfile(app: FastifyInstance, id: Id, body: ProfileBody): Promise<void> {
  await app.db.transaction().execute(async tx => {
    const before = await lockPerson(tx, id)
    if (!before) throw notSignedIn()
    const next: Profile = {
      name: body.name,
      publish_name: body.publishName,
      stakeholder_group: body.group,
      country: body.country,
      organisation: body.organisation ?? null,
      gender: body.gender ?? null,
      locale: body.locale !== undefined && app.messages.languages.includes(body.locale) ? body.locale : before.locale,
      reply_mails: body.replyMails ?? before.reply_mails,
    }
    await setProfile(tx, id, next)
    const changed = (Object.keys(next) as (keyof Profile)[]).filter(key => next[key] !== before[key])
    const action = before.completed_at === null ? 'person.completed' : 'person.changed'
    if (action === 'person.completed' || changed.length)
      await record(tx, { actor: id, action, subject: 'person', subjectId: id, details: { fields: changed } })
  })
}
