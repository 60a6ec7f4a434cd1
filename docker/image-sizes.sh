#!/bin/sh
# Prints the images of the compose file with their sizes, as a Markdown table. Builds what is not there yet.
set -eu
compose="docker compose -f $(dirname "$0")/compose.yaml"

$compose build --quiet >&2
echo '| image | size |'
echo '| --- | --- |'
$compose config --images | sort -u | while read -r image; do
  bytes=$(docker image inspect --format '{{.Size}}' "$image" 2>/dev/null) || continue
  awk -v image="$image" -v bytes="$bytes" 'BEGIN { printf "| %s | %.1f MB |\n", image, bytes / 1000000 }'
done
