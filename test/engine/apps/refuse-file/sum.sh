while read -r line; do
  echo "makes $(echo "$line" | bc)"
done
