"""Help inside the product: the documents of docs/, in the reader's language."""
