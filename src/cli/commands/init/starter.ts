/**
 * The starter `interdict.yaml`: every key, with what it is for; what is commented out shows how to write it.
 *
 * @param schema where editors find its schema, which no form of interdict has to have
 */
export function starter(schema: string | undefined): string {
  return schema === undefined ? TEXT.replace(MODELINE, '') : TEXT.replace('@schema@', () => schema);
}

const MODELINE = /^# yaml-language-server: .*\n/mu;
const TEXT = `# interdict.yaml: the defaults of this folder. The command line overrides them.
# Paths are relative to this file. Every key is optional.
# yaml-language-server: $schema=@schema@

# Which bans apply: IDs, globs ('us-*'), jurisdiction:GB, your own files or folders, or all.
# "interdict bans" lists the built-in ones.
bans:
  - russia-based-av-vendor
  # - jurisdiction:US
  # - rules/bans

# Folders with your own vendors and bans: rules/vendors/<id>.yaml, rules/bans/<id>.yaml.
# "interdict check-rules rules" validates them and runs their examples.
# rules: rules
# Or npm packages with these folders: rules: [rules, '@acme/interdict-rules'].
# "interdict rules lock" pins them here by their digests.

# Files of accepted exceptions. Each needs a reason, an owner and an end date:
#   - ban: russia-based-av-vendor
#     program: { id: 'deb:kesl' }
#     sources: [lab-*]
#     reason: Malware lab on an isolated network
#     owner: security@example.org
#     expires: 2027-03-31
# waivers: waivers.yaml

# Inventories of machines as they should be. What is not in them is a finding.
# only-baseline: golden.json
# baseline-versions: true

# Exit 1 from this level up: ban, warn, or residue (left after removal).
fail-on: ban

# An expired or unused waiver is an error, so that the list stays short.
strict-waivers: false

# Without these, a source without software entries or an unreadable manifest gives exit status 3.
# Change these only if you know why.
allow-empty: false
allow-unread: false

# The class of the scanned machines. A ban on mobile devices does not apply to desktop or server.
# device-class: desktop
# Or by name of the source, for fleets of several kinds:
# sources:
#   - { match: 'web-*', device-class: server, os: linux }

# Reports, like -o: one to standard output, others to files.
# output: [text, json=interdict.json]

# Limits on what a source may cost. docs/security.md has the defaults.
# limits: { depth: 100 }
`;
