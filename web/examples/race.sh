#!/bin/sh
# The race for one answer, with nothing but curl:
#
#   sh web/examples/race.sh watch ben      Ben follows what happens in ACME
#   sh web/examples/race.sh ask rita       Rita asks to enter ACME
#   sh web/examples/race.sh approve ada    Ada approves the newest request
#   sh web/examples/race.sh decline ben    Ben declines it; only the first of them wins
#
# ADMIT_URL names another server than the one that `make run` starts.
set -eu
url=${ADMIT_URL:-http://127.0.0.1:8000}/graphql
[ $# = 2 ] || { sed -n 's/^# \{0,1\}//p' "$0"; exit 2; }

as() { # as PERSON QUERY VARIABLES [OPTION...]: run one operation as one of the demo's people
  person=$1 body=$(echo "{\"query\": \"$2\", \"variables\": $3}" | tr '\n' ' ')
  shift 3
  curl -sSN "$url" -H "Authorization: Bearer demo:$person" \
    -H 'Content-Type: application/json' -d "$body" "$@"
}

first() { # first NAME: the first value of this name in an answer
  grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}

account() { # customer accounts come first
  as "$1" 'query($domain: String!) { smartAccounts(domainIdentifier: $domain) {
    ... on SmartAccountMatches { accounts { id } } } }' '{"domain": "acme.example"}' | first id
}

administered() { # administered PERSON FIELDS: of the account that this person administers
  as "$1" "{ viewer { administeredAccounts(first: 1) { nodes { $2 } } } }" '{}'
}

newest='accessRequests(first: 1, orderBy: {by: SUBMITTED_AT}) { nodes { id } }'
told='__typename ... on AccessRequest { status } ... on Problem { code message }
  ... on AlreadyActedUpon { outcome actedAt actedBy { fullName } }'

case $1 in
ask)
  as "$2" 'mutation($account: ID!, $domain: String!, $reason: String!) {
      requestAccess(input: {account: $account, domainIdentifier: $domain, reason: $reason}) {
        __typename ... on AccessRequest { status } ... on Problem { code message } } }' \
    "{\"account\": \"$(account "$2")\", \"domain\": \"acme.example\",
      \"reason\": \"I look after ACME's routers.\"}"
  ;;
approve)
  as "$2" "mutation(\$id: ID!) { approveAccessRequest(input: {
      request: \$id, role: SMART_ACCOUNT_USER}) { $told } }" \
    "{\"id\": \"$(administered "$2" "$newest" | first id)\"}"
  ;;
decline)
  as "$2" "mutation(\$id: ID!) { declineAccessRequest(input: {request: \$id}) { $told } }" \
    "{\"id\": \"$(administered "$2" "$newest" | first id)\"}"
  ;;
watch)
  seen=$(administered "$2" 'id noticeCursor')
  as "$2" 'subscription($account: ID!, $after: String!) {
      requestActedUpon(accountId: $account, after: $after) {
        message actedAt cursor request { status version } } }' \
    "{\"account\": \"$(echo "$seen" | first id)\", \"after\": \"$(echo "$seen" | first noticeCursor)\"}" \
    -H 'Accept: text/event-stream'
  ;;
*)
  sed -n 's/^# \{0,1\}//p' "$0"
  exit 2
  ;;
esac
echo
