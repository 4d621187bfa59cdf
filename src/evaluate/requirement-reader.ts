/** The reader of a finding about required software that is not there. */
export const REQUIREMENT_READER = 'requirement';
