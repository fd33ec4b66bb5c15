import type { Person } from '../../database/schema.js'

const yes = (value: boolean) => (value ? 'yes' : '')

/** What stands in the form of a person's own details. */
export function profileValues(person: Person) {
  return {
    name: person.name ?? '',
    publishName: yes(person.publish_name),
    group: person.stakeholder_group ?? '',
    country: person.country ?? '',
    organisation: person.organisation ?? '',
    gender: person.gender ?? '',
    locale: person.locale,
    replyMails: yes(person.reply_mails),
  }
}
