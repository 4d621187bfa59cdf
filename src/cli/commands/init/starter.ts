/**
 * The starter `interdict.yaml`: every key, with what it is for; what is commented out shows how to write it.
 *
 * @param schema where editors find its schema, which no form of interdict has to have
 */
export function starter(schema: string | undefined): string {
  return schema === undefined ? TEXT.replace(MODELINE, '') : TEXT.replace('@schema@', () => schema);
}

const MODELINE = /^# yaml-language-server: .*\n/mu;
const TEXT = `# interdict.yaml: what interdict does in this folder when the command line does not say otherwise.
# Paths are from the folder of this file. Every key may be left out.
# yaml-language-server: $schema=@schema@

# Which bans apply: ids, globs ('us-*'), jurisdiction:GB, files or folders of your own, or all.
# "interdict bans" lists those that come with interdict.
bans:
  - russia-based-av-vendor
  # - jurisdiction:US
  # - rules/bans

# Folders with vendors and bans of your own: rules/vendors/<id>.yaml, rules/bans/<id>.yaml.
# "interdict check-rules rules" validates them and runs their examples.
# rules: rules

# Files of accepted exceptions. Each needs a reason, an owner and a day on which it ends:
#   - ban: russia-based-av-vendor
#     program: { id: 'deb:kesl' }
#     sources: [lab-*]
#     reason: Malware lab on an isolated network
#     owner: security@example.org
#     expires: 2027-03-31
# waivers: waivers.yaml

# The mildest thing that gives exit status 1: ban, warn, or residue (what a removal left behind).
fail-on: ban

# A waiver that is expired or matched nothing is an error, so that the list stays short.
strict-waivers: false

# A source that lists nothing, and a manifest that could not be read, are no clean answer: exit status 3.
# Change these only where you know why.
allow-empty: false
allow-unread: false

# What the scanned machines are. A ban on mobile devices does not apply to desktop or server.
# device-class: desktop

# Reports, as -o: one to standard output, others to files.
# output: [text, json=interdict.json]

# Other bounds on what a source may cost, where yours are beyond those in docs/security.md.
# limits: { depth: 100 }
`;
