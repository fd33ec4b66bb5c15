import { sql } from 'kysely'
import { rule } from './rule.js'

/** Routes that ask the database. */
export const routes = () => [sql`select 1`, rule]
