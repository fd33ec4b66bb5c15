import { routes } from './routes.js'

/** A rule that knows its routes, and so stands in a circle with them. */
export const rule = () => routes
