/** The page tells that it has taken a batch of events; so a page that is behind is not buried under more. */
export const eventAckChannel = 'palabre.events.ack'
