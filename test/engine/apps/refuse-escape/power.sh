while read -r line; do
  echo "squared $(echo "$line ^ 2" | bc)"
done
