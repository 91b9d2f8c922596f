while read -r name; do
  echo "$name is in $(basename "$(readlink /etc/localtime)")"
done
