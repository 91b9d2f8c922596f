while read -r line; do
  echo "the root is $(echo "sqrt($line)" | bc)"
done
