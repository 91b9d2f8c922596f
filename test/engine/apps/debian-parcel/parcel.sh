# Packs each line, unpacks it again, and says what came out.
folder=$(mktemp -d)
while read -r line; do
  echo "$line" > "$folder/letter.txt"
  zip -q -j "$folder/parcel.zip" "$folder/letter.txt"
  echo "delivered: $(unzip -p "$folder/parcel.zip")"
  rm "$folder/parcel.zip"
done
