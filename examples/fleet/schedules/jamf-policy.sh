#!/bin/sh
# A script of a Jamf Pro policy: frequency "Once every day", trigger "Recurring Check-in". Jamf passes its own three
# parameters first: the mount point, the name of the computer, the user. Parameter 4 is the folder to deliver to.
set -eu
name=${2:?Jamf passes the name of the computer}
out=${4:?set parameter 4: the folder to deliver to}
exec /usr/local/sbin/collect-macos.sh "$out" "$name"
