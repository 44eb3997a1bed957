// Prints its arguments. `tinygo build -target=wasip1` and `GOOS=wasip1 GOARCH=wasm go build` both take it.
package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	fmt.Println("Hello from Go:", strings.Join(os.Args[1:], ", "))
}
