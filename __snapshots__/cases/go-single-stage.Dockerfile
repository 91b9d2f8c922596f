FROM golang:1.22

RUN apt-get update && apt-get install -y ca-certificates git-core ssh && rm -rf /var/lib/apt/lists/*

WORKDIR /go/src/github.com/example/exporter
COPY go.mod go.sum ./
RUN go mod download
COPY . .

RUN CGO_ENABLED=0 GOOS=linux go build -ldflags "-s -w -X main.version=$(git describe --tags)" -o /usr/local/bin/exporter ./cmd/exporter
EXPOSE 9100
ENTRYPOINT ["exporter"]
