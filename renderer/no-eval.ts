import { z } from 'zod'

// The page's policy forbids making code from text, which is how zod would make its parsers faster. Must come before the first schema.
z.config({ jitless: true })
