import Fastify from 'fastify'

/** A store that knows HTTP. */
export const people = Fastify
